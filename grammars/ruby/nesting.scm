[(class) (module) (method) (singleton_method) (if) (unless) (while) (until) (for) (case) (do_block) (block) (begin)] @nesting
