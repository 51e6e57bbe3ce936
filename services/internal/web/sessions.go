package web

// Sessions are those of people who entered the pages.
type Sessions struct{}
