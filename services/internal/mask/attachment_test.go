package mask

import "testing"

// A recording never travels; a name or an address that tells who sent it does not either.
func TestAttachment(t *testing.T) {
	m := New(Reporter{Name: "李小红", Phone: "13800138000"})
	for name, tt := range map[string]struct {
		name, uri, mime   string
		safeName, safeURI string
		travels           bool
	}{
		"photo":                  {"现场.jpg", "s3://x/ab12.jpg", "image/jpeg", "现场.jpg", "s3://x/ab12.jpg", true},
		"recording by type":      {"a", "s3://x/a", "Audio/AMR; rate=8000", "", "", false},
		"recording by name":      {"通话.MP3", "", "application/octet-stream", "", "", false},
		"recording by address":   {"a.bin", "https://h/a%2Em4a?x=1", "", "", "", false},
		"recording, full width":  {"通话．ｍｐ３", "", "", "", "", false},
		"phone in the name":      {"13800138000.jpg", "", "image/jpeg", "附件.jpg", "", true},
		"number in the name":     {"IMG_20260704.JPG", "", "image/jpeg", "附件.jpg", "", true},
		"short number":           {"附件123456.pdf", "", "", "附件123456.pdf", "", true},
		"name in the name":       {"李 小红投诉.docx", "", "", "附件.docx", "", true},
		"name in the folder":     {`C:\李小红\a.jpg`, "", "", "a.jpg", "", true},
		"number as extension":    {"照片.13800138000", "", "", "附件", "", true},
		"encoded name":           {"%E6%9D%8E%E5%B0%8F%E7%BA%A2.png", "", "", "附件.png", "", true},
		"phone in the address":   {"a.jpg", "https://h/138-0013-8000/a.jpg", "", "a.jpg", "", true},
		"encoded in the address": {"a.jpg", "https://h/?n=%E6%9D%8E%E5%B0%8F%E7%BA%A2", "", "a.jpg", "", true},
		"encoded twice":          {"a.jpg", "https://h/?n=%25E6%259D%258E%25E5%25B0%258F%25E7%25BA%25A2", "", "a.jpg", "", true},
		"encoded digits":         {"a.jpg", "https://h/%31%33%38%30%30%31%33%38%30%30%30", "", "a.jpg", "", true},
		"e-mail in the address":  {"a.jpg", "mailto:a.b%40qq.com", "", "a.jpg", "", true},
		"nothing":                {"", "", "", "", "", true},
	} {
		t.Run(name, func(t *testing.T) {
			safeName, safeURI, travels := m.Attachment(tt.name, tt.uri, tt.mime)
			if safeName != tt.safeName || safeURI != tt.safeURI || travels != tt.travels {
				t.Errorf("Attachment = %q, %q, %v", safeName, safeURI, travels)
			}
		})
	}
}
