"""Pictures to unit vectors: which models there are (`manifest`), and opening one (`contract`).

Nothing heavy is imported here; onnxruntime comes in with `guardrail.embed.contract`.
"""
