(function_definition body: (compound_statement "{" . "}") @placeholder)
