// before: vec2 q = turn((rnd(scene, 1)
tilted(2.0 * p, vec2(0.3 * (rnd(scene, 3) - 0.5), 0.0));
