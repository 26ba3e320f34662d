(method_declaration body: (block) @body)
