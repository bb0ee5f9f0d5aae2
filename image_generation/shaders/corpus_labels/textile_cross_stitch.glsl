// before: vec2 p = rot(0.7
tilted(u, vec2(0.0, 0.25 * (rnd(s, 4) - 0.5)));
