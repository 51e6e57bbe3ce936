// Package publication is what is told to the public: what it says, who approved it, until when it stands, and how it ends.
//
//	          handler       editor        legal        privacy        head or taskforce
//	draft ──► submitted ──► prepared ──► lawful ──► private ──► settled: public from here on
//	  ▲           ▲ └─────────┴────────────┴───────────┘ each may send back, with a reason
//	  └───────────┘           ▲ a change of text or map voids the reviews behind it
//
//	dropped: it is not published, and the reason says why
//
//	public: published ──► withdrawn (a tombstone with the reason) or ended (its time is over; a tombstone too)
//
// Each step is taken by another actor, nobody takes two, and every step is a record that is never changed. A decision is prepared by
// itself from what its department says; what is written by hand goes the same way. A new version of a decision takes the place of the
// old one, which stays for staff only. Days are days of China, sums are fen.
package publication
