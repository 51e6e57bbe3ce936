// Package rounds is patrols (拉网式排查) and self-checks (自查自纠): whom they ask, what they found, who mends it by when, and what becomes of what stays
// undone.
//
// What a patrol finds and what an institution says of itself is a promise with a day:
//
//	           mended ─► rechecked: passed ─► closed (销号)
//	open ──────┘    └──► rechecked: failed ─► open
//	  │
//	  ├─ the day passes ─► announced as lapsed: intake makes a lead of it
//	  ├─ handed over ────► announced at once
//	  └─ a mistake ──────► void
//
// A promise is announced once at most, and never before its day is over in China. Mended in time, it never leaves this service: who checks itself
// and mends what it finds is not brought to enforcement for that (行政处罚法 art. 32, 33).
package rounds
