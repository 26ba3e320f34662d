(function_declaration body: (statement_block) @body)
(method_definition body: (statement_block) @body)
