"""Small generation servers that copy the contracts of real ones, one quirk after the other.

None of them generates: a test says when a job ends and with which bytes. `prompts` lists what a
server would have generated from, after its own rules about which field wins, so that a test can
say that a name never got that far.
"""
