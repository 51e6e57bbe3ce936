// Package publication is what is told to the public: what it says, who approved it, until when it stands, and how it ends.
package publication
