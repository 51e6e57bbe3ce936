package eventdoc

func (l *language) asyncapi() ([]byte, error) { return nil, nil }
