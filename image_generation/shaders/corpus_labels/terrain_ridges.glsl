// before: return normalize(p.x * u + p.y
AXES = mat3(u, cross(u, w), w);
RAY_ = p.x * u + p.y * cross(u, w) + zoom * w;

// before: float lit = max(dot(n, sun), 0.0);
truth(rd, t, g < water ? vec3(0.0, 1.0, 0.0) : n, 1, g < water ? 2 : 1);

// before: col = mat * (lit * vec3(1.7
ALBEDO_ = mat;
