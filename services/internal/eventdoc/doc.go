// Package eventdoc writes what can be read about the events from the structs of package lead, their comments and the golden
// examples: JSON Schemas, docs/events.md and one AsyncAPI 3 document. `make generate` runs it; a test fails when what is
// committed differs.
//
//	pkg/lead/*.go ────────┬─► schema ──┬─► pkg/lead/schema/<type>.json
//	pkg/lead/testdata ────┤            ├─► docs/events.md
//	speech, giving, story ┴────────────┴─► docs/asyncapi.yaml
//
// What the structs cannot say, who says a fact to whom, who may give a word, and what happens in the examples, is in
// speech.go, giving.go and story_*.go; the examples themselves are written by the tests of package handoff.
package eventdoc
