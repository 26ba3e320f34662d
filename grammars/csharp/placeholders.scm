(method_declaration body: (block "{" . "}") @placeholder)
