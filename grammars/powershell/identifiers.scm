[(variable) (function_name) (simple_name)] @identifier
