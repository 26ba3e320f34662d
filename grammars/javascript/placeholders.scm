(function_declaration body: (statement_block "{" . "}") @placeholder)
(method_definition body: (statement_block "{" . "}") @placeholder)
