"""Pictures to unit vectors: which models ship (`manifest`), running one (`encoder`).

Nothing heavy is imported here; onnxruntime comes in with `guardrail.embed.encoder`.
"""
