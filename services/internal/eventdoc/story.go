package eventdoc

import "slices"

// chapter is a part of the story that the golden examples tell.
type chapter struct {
	Title, Text string
	Scenes      []scene
}

// scene is what happens in one example.
type scene struct{ Example, Text string }

// story tells every example, in order of time within a chapter. The tests of package handoff tell the same chapters through the heart,
// with all that happens between the scenes.
var story = slices.Concat(storyOfDesk, storyOfHandoffs, storyOfTime, storyOfEnds, storyOfCases)

// sceneOf returns what happens in an example.
func sceneOf(name string) string {
	for _, c := range story {
		for _, s := range c.Scenes {
			if s.Example == name {
				return s.Text
			}
		}
	}
	return ""
}
