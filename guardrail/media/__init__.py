"""Looking at untrusted pictures and clips: what they are, which frames matter, within bounds.

Media is opened only in decoder processes (`decoders` starts them, `decoder` is what runs inside);
what comes out are `frames.Frames`. The caller's process imports neither Pillow nor FFmpeg.
"""
