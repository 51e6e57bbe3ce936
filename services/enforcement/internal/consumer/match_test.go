package consumer

import "testing"

// What a lead says of a natural person is not looked for among institutions.
func TestPersonIsNoInstitution(t *testing.T) {
	for kind, want := range map[string]bool{"": false, "机构": false, "institution": false, "家政": false, "个人": true, "自然人": true, "在职教师": true, "person": true} {
		if person(kind) != want {
			t.Errorf("%q: %v", kind, !want)
		}
	}
}
