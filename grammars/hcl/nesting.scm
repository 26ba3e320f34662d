[(block) (object) (tuple)] @nesting
