// title: Colonnade
// description: Rows of fluted columns with capitals on a tiled floor, low sun and long shadows
// tags: scene, raymarching, columns, architecture, shadow

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
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

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

vec3 look(vec2 p, vec3 ro, vec3 ta, float zoom) {
    vec3 w = normalize(ta - ro);
    vec3 u = normalize(vec3(-w.z, 0.0, w.x));
    return normalize(p.x * u + p.y * cross(u, w) + zoom * w);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float radius, spacing, tall, flutes;

float column(vec3 p) {
    p.xz -= spacing * floor(p.xz / spacing + 0.5);
    float r = length(p.xz);
    float shaft = r - radius * (1.0 - 0.08 * p.y / tall);
    float base = max(r - radius * 1.35, abs(p.y - 0.1) - 0.12);
    vec2 q = abs(p.xz);
    float cap = max(max(q.x, q.y) - radius * 1.5, abs(p.y - tall) - 0.18);
    return min(min(max(shaft, p.y - tall), base), cap);
}

float map(vec3 p) {
    return min(p.y, column(p));
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.5);
    radius = 0.3 + 0.5 * rnd(s, 1);
    spacing = 2.2 + 2.4 * rnd(s, 2);
    tall = 2.0 + 4.0 * rnd(s, 3);
    flutes = 6.0 + floor(12.0 * rnd(s, 4));
    float way = 6.28 * rnd(s, 5);
    vec3 ro = vec3(spacing * (0.5 + floor(9.0 * rnd(s, 6))), 0.5 + tall * 1.2 * rnd(s, 7), spacing * 0.5);
    ro.x += 0.3 * sin(iTime * 2.0);
    vec3 ta = ro + vec3(cos(way), 0.5 * rnd(s, 8) - 0.6 * ro.y / tall, sin(way));
    vec3 rd = look(p, ro, ta, 0.9 + 0.9 * rnd(s, 9));
    vec3 sun = normalize(vec3(cos(way + 4.0 * rnd(s, 10)), 0.3 + 0.8 * rnd(s, 11), sin(way + 4.0 * rnd(s, 10))));
    vec3 skyLow = hsv(rnd(s, 12), 0.35, 0.9), skyHigh = hsv(rnd(s, 13), 0.6, 0.6);
    vec3 sky = mix(skyLow, skyHigh, clamp(rd.y * 2.0 + 0.2, 0.0, 1.0));
    float t = 0.1;
    for (int i = 0; i < 21; i++) {
        float d = map(ro + rd * t);
        if (d < 0.004 * t || t > 30.0) break;
        if (rd.y > 0.0 && ro.y + rd.y * t > tall + 0.3) t = 30.0;
        t += d;
    }
    vec3 col = sky;
    if (t < 30.0) {
        vec3 q = ro + rd * t;
        vec2 e = vec2(0.01, 0.0);
        float d0 = map(q);
        vec3 n = normalize(vec3(map(q + e.xyy), map(q + e.yxy), map(q + e.yyx)) - d0);
        if (abs(n.y) < 0.3) {
            vec2 m = q.xz - spacing * floor(q.xz / spacing + 0.5);
            n = normalize(n + 0.5 * cos(flutes * atan(m.y, m.x)) * vec3(-n.z, 0.0, n.x) * step(q.y, tall - 0.2));
        }
        vec2 tile = floor(q.xz / spacing * 4.0);
        float grain = noise(q.xz * 5.0 + q.y * vec2(3.0, 9.0), s);
        vec3 stone = hsv(0.05 + 0.12 * rnd(s, 14), 0.1 + 0.4 * rnd(s, 15), 0.7);
        vec3 mat = stone * (0.65 + 0.5 * grain);
        if (q.y < 0.02) {
            mat = mod(tile.x + tile.y, 2.0) < 0.5 ? hsv(rnd(s, 16), 0.5, 0.55) : hsv(rnd(s, 17), 0.2, 0.8);
            mat *= 0.7 + 0.4 * grain;
        }
        float lit = clamp(dot(n, sun), 0.0, 1.0);
        float k = 0.06;
        for (int i = 0; i < 5; i++) {
            float d = column(q + n * 0.02 + sun * k);
            lit *= clamp(0.5 + 8.0 * d / k, 0.0, 1.0);
            if (lit < 0.02) break;
            k += clamp(d, 0.1, 1.6);
        }
        float open = clamp(map(q + n * 0.4) / 0.4, 0.2, 1.0);
        col = mat * (lit * vec3(1.5, 1.35, 1.1) + skyHigh * 0.6 * open * (0.6 + 0.4 * n.y));
        col = mix(col, sky, 1.0 - exp(-0.002 * t * t));
    }
    fragColor = vec4(film(col * 1.2), 1.0);
}
