(declaration_list) @nesting
