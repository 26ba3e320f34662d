(declarations (function) @function)
(local_binds (function) @function)
(lambda) @function
