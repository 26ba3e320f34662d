[(object) (array)] @nesting
