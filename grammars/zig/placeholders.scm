(function_declaration body: (block) @body)
