// before: return normalize(p.x * u + p.y
AXES = mat3(u, cross(u, w), w);
RAY_ = p.x * u + p.y * cross(u, w) + zoom * w;

// before: vec3 lamp = vec3((rnd(s, 21)
truth(rd, t, n, bt == t ? 10 + which : 1, bt == t ? 10 + which : n.y > 0.5 ? 1 : n.y < -0.5 ? 2 : int(n.x + 2.0 * n.z + 6.0));
ALBEDO_ = mat;
