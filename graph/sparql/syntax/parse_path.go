package syntax

// path reads alternatives, the loosest-binding path.
func (p *parser) path() Path {
	p.enter()
	defer p.leave()
	parts := []Path{p.pathSequence()}
	for p.accept("|") {
		parts = append(parts, p.pathSequence())
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return &Alternative{Parts: parts}
}

func (p *parser) pathSequence() Path {
	parts := []Path{p.pathStep()}
	for p.accept("/") {
		parts = append(parts, p.pathStep())
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return &Sequence{Parts: parts}
}

func (p *parser) pathStep() Path {
	if p.accept("^") {
		return &Inverse{Path: p.pathStepForward()}
	}
	return p.pathStepForward()
}

func (p *parser) pathStepForward() Path {
	path := p.pathPrimary()
	switch {
	case p.accept("?"):
		return &Repeat{Path: path}
	case p.accept("*"):
		return &Repeat{Path: path, Many: true}
	case p.accept("+"):
		return &Repeat{Path: path, Min: 1, Many: true}
	}
	return path
}

func (p *parser) pathPrimary() Path {
	t := p.peek()
	switch {
	case t.kind == tokWord && t.text == "a":
		p.i++
		return &Link{IRI: rdfType}
	case t.kind == tokIRI || t.kind == tokPrefixed:
		return &Link{IRI: p.iri()}
	case p.accept("("):
		path := p.path()
		p.expect(")")
		return path
	case p.accept("!"):
		n := &Negated{}
		if !p.accept("(") {
			p.negatedStep(n)
			return n
		}
		if p.accept(")") {
			return n
		}
		p.negatedStep(n)
		for p.accept("|") {
			p.negatedStep(n)
		}
		p.expect(")")
		return n
	}
	p.fail("a property", "a property path")
	return nil
}

func (p *parser) negatedStep(n *Negated) {
	list := &n.Forward
	if p.accept("^") {
		list = &n.Backward
	}
	if t := p.peek(); t.kind == tokWord && t.text == "a" {
		p.i++
		*list = append(*list, rdfType)
		return
	}
	*list = append(*list, p.iri())
}
