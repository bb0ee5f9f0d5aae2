// before: vec2 q = turn((rnd(scene, 1)
tilted(2.0 * p, vec2(0.0, 0.25 * rnd(scene, 3)));
