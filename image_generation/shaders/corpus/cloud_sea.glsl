// title: Above the Clouds
// description: A sea of cloud tops from above with peaks that stand out of it and long shadows
// tags: cloud, aerial, peaks, sky

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

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

uint s;

float tops(vec2 p) {
    float n = noise(p, s) * 0.6 + noise(p * 2.3, s + 1U) * 0.3;
    return n;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    s = uint(iTime * 2.2);
    float way = 6.28 * rnd(s, 1);
    vec3 ro = vec3(50.0 * rnd(s, 2), 1.3 + 1.6 * rnd(s, 3), 50.0 * rnd(s, 4) + 3.0 * iTime);
    vec3 rd = look(rot(0.8 * (rnd(s, 5) - 0.5)) * p, ro, ro + vec3(cos(way), -0.15 - 0.7 * rnd(s, 6), sin(way)), 1.0 + rnd(s, 7));
    float az = way + 3.0 * (rnd(s, 8) - 0.5);
    vec3 sun = normalize(vec3(cos(az), 0.2 + 0.6 * rnd(s, 9), sin(az)));
    float warm = rnd(s, 10);
    vec3 low = hsv(mix(0.52, 0.97 + 0.1 * rnd(s, 11), step(0.5, warm)), 0.3 + 0.25 * warm, 0.95);
    vec3 high = hsv(0.53 + 0.2 * rnd(s, 12), 0.7, 0.25 + 0.5 * rnd(s, 13));
    vec3 sky = mix(low, high, clamp(rd.y * 2.2 + 0.15, 0.0, 1.0));
    sky += vec3(1.0, 0.75, 0.5) * (0.4 * pow(max(dot(rd, sun), 0.0), 12.0) + pow(max(dot(rd, sun), 0.0), 400.0));
    float wisps = fbm(vec2(rd.x / (abs(rd.y) + 0.1) * 2.0, rd.z / (abs(rd.y) + 0.1) * 0.7), 3, s + 9U);
    vec3 col = mix(sky, vec3(1.0), 0.5 * smoothstep(0.5, 0.8, wisps) * smoothstep(0.0, 0.2, rd.y));
    float t = rd.y < 0.0 ? max((0.95 - ro.y) / rd.y, 0.0) : 1e3;
    float h = 0.0;
    for (int i = 0; i < 14; i++) {
        if (t > 40.0) break;
        vec3 q = ro + rd * t;
        h = q.y - tops(q.xz);
        if (h < 0.02) break;
        t += max(h * 0.6, 0.03 * t);
    }
    if (t < 40.0) {
        vec3 q = ro + rd * t;
        float e = 0.05, a = tops(q.xz);
        vec3 n = normalize(vec3(a - tops(q.xz + vec2(e, 0.0)), e, a - tops(q.xz + vec2(0.0, e))));
        float fluff = fbm(q.xz * 4.0 + 0.3 * n.xz, 4, s + 20U);
        n = normalize(n + 0.5 * (fluff - 0.5) * vec3(1.0, 0.0, 1.0));
        float lit = clamp(0.35 + 0.75 * dot(n, sun), 0.0, 1.0) * smoothstep(0.25, -0.1, tops(q.xz + sun.xz * 0.5) - a - 0.5 * sun.y);
        vec3 cloud = mix(high * 0.55 + 0.12, vec3(1.1, 1.0, 0.92) * mix(vec3(1.0), low, 0.5), lit) * (0.75 + 0.5 * fluff);
        float peak = smoothstep(0.66, 0.8, noise(q.xz * 0.6 + 7.0, s + 30U)) * step(0.3, rnd(s, 14));
        float rockN = fbm(q.xz * 3.0, 3, s + 33U);
        vec3 rock = mix(hsv(0.05 + 0.1 * rnd(s, 15), 0.3, 0.3), vec3(0.95), smoothstep(0.5, 0.6, rockN)) * (0.3 + lit);
        float hole = smoothstep(0.3, 0.2, a + 0.12 * (fluff - 0.5)) * step(0.4, rnd(s, 16));
        vec3 deep = mix(hsv(0.25 + 0.3 * rnd(s, 17), 0.5, 0.3), hsv(0.55, 0.5, 0.4), fbm(q.xz * 2.0, 2, s));
        col = mix(cloud, deep * 0.8, hole);
        col = mix(col, rock, smoothstep(0.3, 0.35, peak * (0.5 + rockN) ));
        col = mix(col, low, 1.0 - exp(-0.003 * t * t));
    }
    fragColor = vec4(film(col * 1.15), 1.0);
}
