// before: vec2 p = rot(6.28 * rnd(s, 3))
tilted(u, vec2(0.0, lean));
