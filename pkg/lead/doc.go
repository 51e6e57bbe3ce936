// Package lead is the published language of xiansuo: departments, channels, categories, urgencies, return reasons,
// movements, and one struct per event with its version, JSON Schema and golden example.
//
// A partner agency may import it. It depends on the standard library only and carries no personal data of a reporter:
// of the structs below only those of noun "complaint", which a sender gives to intake, have a place for one.
package lead

// Name is what people call a code, in Chinese (the law's and the agencies' word) and in English.
type Name struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// In returns the name in the given language: "en", or Chinese for anything else.
func (n Name) In(language string) string {
	if language == "en" {
		return n.EN
	}
	return n.ZH
}
