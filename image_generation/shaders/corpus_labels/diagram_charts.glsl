// before: vec2 p = rot(0.2
tilted(u, vec2(lean, 0.0));
