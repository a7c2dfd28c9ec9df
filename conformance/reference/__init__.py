"""A server of the delete-pairing operation: right by default, wrong or differently right on request.

It is what the tester is tested with, and an example for those who write such a server. It speaks
real HTTP on loopback and keeps its pairings in memory. Read it in this order:

| module | holds |
| --- | --- |
| `site` | what there is: accounts, sessions, pairings, tasks, the clock |
| `wire` | a request as it came (`Ask`), an answer as it leaves (`Answer`, or bytes: `Raw`) |
| `answers` | how answers look: JSON, the error body, each refusal |
| `access` | who is asking: login, sessions, privileges |
| `tasks` | what a task shows while time passes |
| `behaviour` | the pairings, deletion itself, and which path leads where |
| `app` | the ASGI application, and the lab beside it |
| `serve` | starts and stops it, writes a profile for it |
| `faults` | servers that break one obligation each |
| `variants` | servers that differ from this one and break none |

`Behaviour` is made of small decisions, one method each: who may, which pairing is meant, when a
task ends. A fault or a variant is a subclass that overrides a few of them, so the server itself
knows of neither, and one of each can be joined.

Nothing is imported here from the catalogue, the plan, the driver or the judge: the examinee does
not read the exam.
"""
