// before: return normalize(p.x * u + p.y
AXES = mat3(u, cross(u, w), w);
RAY_ = p.x * u + p.y * cross(u, w) + zoom * w;

// before: float lit = max(dot(n, sun), 0.0), st;
if (t < 1e3) truth(rd, t, n, q.y < -0.1 ? 1 : h <= 0.0 ? 2 : 100 + int(k & 65535U), q.y < -0.1 ? 1 : 10 + int(stud));
ALBEDO_ = mat;
