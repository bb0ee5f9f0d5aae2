// before: return normalize(p.x * u + p.y
AXES = mat3(u, cross(u, w), w);
RAY_ = p.x * u + p.y * cross(u, w) + zoom * w;

// before: float ao = 1.0;
truth(rd, t, n, floor_ ? 1 : 2, floor_ ? 1 : n.y > 0.5 ? 2 : 3);

// before: float lit = max(dot(n, sun), 0.0);
ALBEDO_ = mat;
