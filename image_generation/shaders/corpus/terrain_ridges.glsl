// title: Ridges and Lakes
// description: Flight over eroded mountains with snow, meadows and lakes in haze
// tags: terrain, height field, mountains, snow, aerial

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

vec3 look(vec2 p, vec3 ro, vec3 ta, float zoom) {
    vec3 w = normalize(ta - ro);
    vec3 u = normalize(vec3(-w.z, 0.0, w.x));
    return normalize(p.x * u + p.y * cross(u, w) + zoom * w);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

uint seed;
float rough;

float land(vec2 p, int octaves) {
    float v = 0.0, a = 0.55;
    for (int i = 0; i < octaves; i++) {
        float n = noise(p, seed + uint(i));
        v += a * (1.0 - abs(2.0 * n - 1.0));
        p = mat2(1.5, 1.2, -1.2, 1.5) * p;
        a *= rough;
    }
    return v;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.0);
    seed = s * 7U;
    rough = 0.3 + 0.15 * rnd(s, 1);
    float water = 0.2 + 0.25 * rnd(s, 2), snow = 0.62 + 0.5 * rnd(s, 3);
    float way = 6.28 * rnd(s, 4) + 0.3 * iTime;
    vec3 ro = vec3(40.0 * rnd(s, 5), 1.0 + 1.0 * rnd(s, 6), 40.0 * rnd(s, 7) + 2.0 * iTime);
    vec3 rd = look(p, ro, ro + vec3(cos(way), -0.15 - 0.6 * rnd(s, 8), sin(way)), 1.1 + rnd(s, 9));
    vec3 sun = normalize(vec3(cos(9.0 * rnd(s, 10)), 0.25 + 0.5 * rnd(s, 11), sin(9.0 * rnd(s, 10))));
    vec3 haze = hsv(rnd(s, 12), 0.3, 0.85);
    vec3 sky = mix(haze, hsv(0.55 + 0.12 * rnd(s, 13), 0.7 * rnd(s, 14), 0.7), clamp(rd.y * 2.5, 0.0, 1.0));
    float t = 0.2, h = 0.0;
    bool hit = false;
    for (int i = 0; i < 13; i++) {
        vec3 q = ro + rd * t;
        if (q.y > 1.1 && rd.y > 0.0) break;
        h = q.y - max(land(q.xz, 2) + 0.06, water);
        if (h < 0.01 * t) { hit = true; break; }
        t += max(h * 0.65, 0.05 * t);
    }
    vec3 col = sky;
    if (hit || rd.y < -0.05) {
        vec3 q = ro + rd * t;
        float g = land(q.xz, 3);
        vec2 e = vec2(0.02 + 0.008 * t, 0.0);
        vec3 n = normalize(vec3(g - land(q.xz + e.xy, 3), e.x, g - land(q.xz + e.yx, 3)));
        float detail = fbm(q.xz * 12.0, 2, s);
        vec3 rock = hsv(0.02 + 0.1 * rnd(s, 15), 0.35, 0.5), grass = hsv(0.1 + 0.25 * rnd(s, 16), 0.6, 0.4);
        vec3 mat = mix(rock, grass, smoothstep(0.6, 0.85, n.y + 0.3 * detail - 0.1)) * (0.5 + detail);
        mat = mix(mat, vec3(0.95, 0.97, 1.0), smoothstep(snow - 0.1, snow + 0.1, g + 0.25 * detail + 0.2 * n.y - 0.2));
        float lit = max(dot(n, sun), 0.0);
        if (g < water) {
            n = normalize(vec3(0.06 * (detail - 0.5), 1.0, 0.05 * sin(q.x * 30.0)));
            vec3 r = reflect(rd, n);
            mat = mix(hsv(0.45 + 0.2 * rnd(s, 17), 0.7, 0.3), sky, 0.3 + 0.5 * pow(max(1.0 - r.y, 0.0), 3.0));
            lit = 0.7;
        } else {
            float up = land(q.xz + sun.xz * 0.25, 2) - g - sun.y * 0.25;
            lit *= smoothstep(0.08, -0.05, up);
        }
        col = mat * (lit * vec3(1.7, 1.5, 1.2) + 0.35 * haze);
        col = mix(col, haze, 1.0 - exp(-0.02 * t * t));
    }
    fragColor = vec4(film(col * 1.1), 1.0);
}
