// before: return normalize(p.x * u + p.y
AXES = mat3(u, cross(u, w), w);
RAY_ = p.x * u + p.y * cross(u, w) + zoom * w;

// before: vec3 rd = look(rot(2.0
ROLL = rot(2.0 * (rnd(s, 5) - 0.5));

// before: vec3 w = abs(n);
truth(rd, t, n, 1, 1);

// before: float gap = 4.0 + 3.0
ALBEDO_ = mat;
