// before: vec2 p = rot(0.16
tilted(u, vec2(0.35 * (rnd(s, 3) - 0.5), 0.0));
