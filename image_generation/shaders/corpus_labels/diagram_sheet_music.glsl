// before: vec2 p = rot(rnd(s, 3)
tilted(u, vec2(0.0, lean));
