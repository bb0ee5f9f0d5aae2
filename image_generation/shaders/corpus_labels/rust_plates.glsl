// before: vec2 p = rot(0.8
tilted(u, vec2(0.0, 0.6 * (rnd(s, 2) - 0.5)));
