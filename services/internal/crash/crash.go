// Package crash names the moments at which a process may die, so that a test can make it die there. In a normal build a point is nothing;
// with the build tag crashpoints the environment variable XIANSUO_CRASH=<name>[:<nth>] kills the process at the nth time that it passes it.
package crash

// Points are the names of all points, in the order of a lead's way.
func Points() []string {
	return []string{
		"save.before-commit", "save.after-commit",
		"publish.before", "publish.after",
		"publish-leads.before", "publish-leads.after",
		"answers.before-ack", "answers.after-ack",
		"floor.before-note", "floor.after-note",
		"webhook.before-send", "webhook.after-send",
		"file.before-write", "file.after-write",
		"recover.before-commit", "recover.after-commit",
	}
}
