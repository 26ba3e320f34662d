[(function_definition body: (compound_statement "{" . "}") @placeholder) (method_declaration body: (compound_statement "{" . "}") @placeholder)]
