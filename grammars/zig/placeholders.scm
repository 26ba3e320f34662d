(function_declaration body: (block "{" . "}") @placeholder)
