package actor

import (
	"testing"

	"xiansuo/pkg/lead"
)

// Who acts is read from the name of the token: a department's is its handler's, and its head's is another.
func TestOf(t *testing.T) {
	for name, want := range map[string]Actor{
		"education":           {Role: Handler, Department: lead.Education},
		"fire-head":           {Role: Head, Department: lead.Fire},
		"legal":               {Role: Legal},
		"disclosure-editor":   {Role: Editor},
		"disclosure-approver": {Role: Approver},
		"taskforce":           {Role: Taskforce},
		"hotline-12345":       {Role: Sender},
		"nobody-head":         {Role: Sender},
		"handler":             {Role: Sender},
		"street-liutang":      {Role: Sender},
	} {
		want.Name = name
		if got := Of(name); got != want {
			t.Errorf("%s is %+v", name, got)
		}
	}
}
