// title: Bottles and Jugs
// description: Turned vessels of glass and clay in a row on a ledge, with outlines that change, lit from one side
// tags: stilllife, bottles, vases, lathe, shadow

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec3 rnd3(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x2545F491U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
}

uint cell(ivec2 c, uint s) {
    return scramble(uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U);
}

float noise(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    vec2 m = mix(h.xz, h.yw, f.x);
    return mix(m.x, m.y, f.y) * 5.9604645e-8;
}

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

uint s;

float outline(float y, vec3 a, vec3 b) {
    float belly = 0.4 + 0.6 * a.y, at = 0.2 + 0.4 * a.z;
    float r = mix(belly * (0.5 + 0.5 * b.x), belly, smoothstep(0.0, at, y));
    r = mix(r, (0.25 + 0.3 * a.x) * belly, smoothstep(at, 0.55 + 0.3 * b.y, y));
    return r + 0.1 * b.z * smoothstep(0.9, 1.0, y);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    s = uint(iTime * 3.0);
    vec2 p = rot(0.1 * (rnd(s, 1) - 0.5)) * u * (0.65 + 0.7 * rnd(s, 2));
    float side = rnd(s, 3) < 0.5 ? -1.0 : 1.0, table = -0.35 - 0.2 * rnd(s, 4);
    vec3 wallA = hsv(rnd(s, 5), 0.45 * rnd(s, 6), 0.3 + 0.6 * rnd(s, 7));
    float plaster = fbm(p * 1.7 + 9.0, 4, s);
    vec3 wall = wallA * (0.6 + 0.6 * plaster) * (0.7 - 0.3 * side * u.x);
    float window_ = step(max(abs(p.x - 1.2 * rnd(s, 8) + 0.6 + 0.3 * p.y), abs(p.y - 0.5)), 0.35) * step(0.03, abs(p.x - 1.2 * rnd(s, 8) + 0.6 + 0.3 * p.y));
    wall += wallA * 0.7 * window_ * step(0.5, rnd(s, 9));
    float grain = noise(vec2(p.x * 3.0, p.y * 40.0), s + 1U);
    vec3 cloth = hsv(rnd(s, 10), 0.5 * rnd(s, 11), 0.4 + 0.5 * rnd(s, 12));
    float z = 1.0 / (1.15 + table - p.y);
    vec2 g = vec2(p.x * z * 3.0, z * 5.0);
    vec3 top = rnd(s, 13) < 0.5 ? cloth * (0.6 + 0.6 * noise(vec2(g.x * 1.0, g.y * 8.0), s)) : mix(cloth, vec3(0.9), 0.6 * step(0.5, fract(0.5 * (floor(g.x) + floor(g.y)))));
    vec3 col = p.y > table ? wall : top * (0.75 + 0.25 * smoothstep(table - 0.5, table, p.y));
    float lip = table - 0.45;
    if (p.y < lip) col = cloth * 0.35 * (0.7 + 0.4 * grain) * (0.6 + 0.4 * sin(p.x * 18.0) * rnd(s, 14));
    float total = 4.0 + floor(3.0 * rnd(s, 15)), shade = 1.0, tall = 1.0, wide = 1.0;
    int front = -1;
    vec2 at = vec2(0.0);
    for (int i = 0; i < 6; i++) {
        if (float(i) >= total) break;
        vec3 a = rnd3(s, 30 + i), b = rnd3(s, 40 + i), c = rnd3(s, 50 + i);
        float row = float(i) / total, size = 0.75 + 0.5 * row;
        vec2 o = p - vec2(2.6 * (c.x - 0.5) + 0.1 * sin(iTime * 3.0 + float(i)), table - 0.04 - 0.3 * row);
        float high = (0.35 + 0.65 * c.y) * size, w = 0.3 * size * (0.5 + 0.5 * c.z);
        float r = w * outline(clamp(o.y / high, 0.0, 1.0), a, b), x = o.x / r;
        float cap = r * 0.16 * sqrt(max(1.0 - x * x, 0.0));
        if (abs(x) < 1.0 && o.y > -cap && o.y < high + cap) {
            front = i;
            at = o;
            tall = high;
            wide = w;
            shade = 1.0;
        } else shade *= 1.0 - 0.5 * smoothstep(0.25, -0.05, abs(o.x + side * 0.35) - w * 0.9 - 0.25) * smoothstep(-0.4 * w, 0.16 * w, o.y) * smoothstep(0.12, 0.0, o.y);
    }
    if (front >= 0) {
        vec3 a = rnd3(s, 30 + front), b = rnd3(s, 40 + front);
        uint k = cell(ivec2(front, 3), s);
        float y = at.y / tall, yc = clamp(y, 0.0, 1.0), shape = outline(yc, a, b), x = at.x / (wide * shape);
        float slope = (outline(min(yc + 0.02, 1.0), a, b) - shape) * wide / (0.02 * tall);
        vec3 n = normalize(vec3(x, -slope, sqrt(max(1.0 - x * x, 0.0))));
        float lit = max(dot(n, normalize(vec3(-side, 0.6, 0.6))), 0.0), ang = asin(clamp(x, -1.0, 1.0));
        vec3 body = hsv(rnd(s, 16) + (rnd(k, 12) - 0.5) * rnd(s, 17), 0.2 + 0.6 * rnd(k, 13), 0.35 + 0.55 * rnd(k, 14));
        float kind = rnd(k, 15);
        if (kind < 0.3) {
            float level = step(yc, 0.3 + 0.4 * rnd(k, 16));
            col = mix(mix(col, body, 0.55) * (0.5 + 0.6 * n.z), body * 0.5, 0.5 * level) + 0.3 * body * smoothstep(0.5, 1.0, side * x);
        } else {
            if (kind < 0.5) body = mix(body, hsv(rnd(k, 17), 0.5, 0.9), step(0.0, sin(yc * (20.0 + 30.0 * rnd(k, 18)))));
            else if (kind < 0.65) body = mix(body, vec3(0.9), step(abs(fract(ang * 2.0) - 0.5) + abs(fract(yc * 6.0) - 0.5), 0.4));
            else if (kind < 0.8) body = mix(body, body.zxy * 0.6, smoothstep(0.4, 0.6, noise(vec2(ang * 2.0, yc * 3.0 + 9.0), k)));
            if (rnd(k, 19) < 0.3 && abs(yc - 0.35) < 0.13 && abs(ang) < 0.7) body = vec3(0.9, 0.87, 0.75) * (0.7 + 0.3 * step(0.3, fract(yc * 40.0)));
            col = body * (0.15 + 1.2 * lit) * (0.8 + 0.25 * noise(vec2(ang * 8.0, at.y * 30.0), k));
            if (y > 1.0) col = body * 0.3;
        }
        float glint = smoothstep(0.08, 0.0, abs(x + side * 0.55) - 0.02) * smoothstep(0.05, 0.2, yc) * smoothstep(0.98, 0.8, yc);
        col += glint * (0.25 + 0.6 * rnd(k, 20)) * 0.7 + 0.1 * wallA * smoothstep(0.7, 1.0, side * x);
    }
    col *= shade;
    fragColor = vec4(film(col * 1.5), 1.0);
}
