(function_declaration body: (block "{" . "}") @placeholder)
(method_declaration body: (block "{" . "}") @placeholder)
