(method !body) @placeholder
