// title: Marbles on a Floor
// description: Spheres of many materials on a reflecting floor, ray traced with one bounce
// tags: raytrace, spheres, reflection, shadow

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

float hitSphere(vec3 ro, vec3 rd, vec3 c, float r) {
    vec3 o = ro - c;
    float b = dot(o, rd);
    float h = b * b - dot(o, o) + r * r;
    return h < 0.0 ? 1e5 : (-b - sqrt(h) > 0.0 ? -b - sqrt(h) : 1e5);
}

vec4 ball[8];

float nearest(vec3 ro, vec3 rd, out int which) {
    float t = 1e5;
    which = -1;
    for (int i = 0; i < 8; i++) {
        float h = hitSphere(ro, rd, ball[i].xyz, ball[i].w);
        if (h < t) { t = h; which = i; }
    }
    return t;
}

vec3 surface(uint s, int which, vec3 q) {
    if (which < 0) {
        vec2 g = q.xz * (0.6 + rnd(s, 2));
        float w = rnd(s, 3) < 0.5 ? mod(floor(g.x) + floor(g.y), 2.0) : smoothstep(0.35, 0.6, fbm(g, 4, s));
        return mix(hsv(rnd(s, 4), 0.5, 0.6), hsv(rnd(s, 5), 0.25, 0.85), w);
    }
    vec3 o = (q - ball[which].xyz) / ball[which].w;
    vec3 a = hsv(rnd(s, 100 + which), 0.75 * rnd(s, 90 + which), 0.8);
    float kind = rnd(s, 140 + which);
    if (kind < 0.3) return a * (0.8 + 0.4 * step(0.0, sin(o.y * 9.0)));
    if (kind < 0.6) return mix(a, a.yzx * 0.7, smoothstep(0.45, 0.55, fbm(o.xy * 3.0 + o.z * 2.0, 3, s + uint(which))));
    return a;
}

vec3 backdrop(uint s, vec3 rd) {
    vec3 c = mix(hsv(rnd(s, 6), 0.3, 0.9), hsv(rnd(s, 7), 0.6, 0.35), clamp(rd.y * 1.5 + 0.2, 0.0, 1.0));
    return c * (0.8 + 0.4 * smoothstep(0.0, 0.1, sin(rd.x * 5.0 + rd.z * 3.0) * rnd(s, 8)));
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 3.3);
    for (int i = 0; i < 8; i++) {
        vec3 h = rnd3(s, 20 + 3 * i);
        float r = 0.3 + 0.9 * h.y * h.y;
        ball[i] = vec4(5.6 * h.x - 2.8 + 0.3 * sin(iTime * 3.0 + float(i)), r, 5.6 * h.z - 2.8, r);
    }
    float way = 6.28 * rnd(s, 1);
    vec3 ro = vec3(6.0 * cos(way), 0.7 + 3.5 * rnd(s, 9), 6.0 * sin(way));
    vec3 rd = look(p, ro, vec3(0.0, 0.3, 0.0) + 0.7 * rnd3(s, 10), 1.4 + 1.5 * rnd(s, 13));
    vec3 sun = normalize(vec3(cos(way + 1.0 + 3.0 * rnd(s, 14)), 0.35 + 0.7 * rnd(s, 15), sin(way + 1.0 + 3.0 * rnd(s, 14))));
    vec3 total = vec3(0.0);
    float keep = 1.0;
    for (int bounce = 0; bounce < 2; bounce++) {
        int which;
        float t = nearest(ro, rd, which);
        float ground = rd.y < 0.0 ? -ro.y / rd.y : 1e5;
        if (ground < t) { t = ground; which = -1; }
        if (t > 60.0) {
            total += keep * backdrop(s, rd);
            break;
        }
        vec3 q = ro + rd * t;
        vec3 n = which < 0 ? vec3(0.0, 1.0, 0.0) : normalize(q - ball[which].xyz);
        float lit = max(dot(n, sun), 0.0);
        int block;
        if (lit > 0.0 && nearest(q + n * 0.01, sun, block) < 1e4) lit = 0.0;
        float glass = which < 0 ? 0.15 : 0.1 + 0.6 * step(0.6, rnd(s, 160 + which));
        glass = mix(glass, 1.0, pow(1.0 - clamp(-dot(rd, n), 0.0, 1.0), 5.0));
        vec3 c = surface(s, which, q) * (1.4 * lit + 0.4 * (0.7 + 0.3 * n.y));
        c = mix(c, backdrop(s, rd), 1.0 - exp(-0.001 * t * t));
        if (bounce == 1) glass = 0.0;
        total += keep * (1.0 - glass) * c;
        total += keep * (which < 0 ? 0.0 : 0.8) * lit * pow(max(dot(reflect(rd, n), sun), 0.0), 60.0);
        keep *= glass;
        if (keep < 0.03) break;
        ro = q + n * 0.01;
        rd = reflect(rd, n);
    }
    fragColor = vec4(film(total * 1.2), 1.0);
}
