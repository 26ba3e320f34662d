[(function_declaration) (method_declaration)] @definition
((comment) . [(function_declaration) (method_declaration)] @definition.documented)
