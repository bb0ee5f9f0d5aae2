// title: Glass Balls
// description: Clear and tinted glass balls over patterned cloth that they bend, turn over and light up
// tags: raytrace, glass, refraction, spheres

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

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

vec3 dye(uint s, uint k) {
    float h = rnd(s, 901) + (rnd(s, 902) < 0.4 ? 0.16 : 0.7) * (rnd(k, 903) - 0.5) + (rnd(k, 904) < 0.2 ? 0.5 : 0.0);
    float v = rnd(k, 905);
    return hsv(h, (0.25 + 0.7 * rnd(k, 906)) * (0.5 + 0.5 * rnd(s, 907)) * (1.1 - 0.5 * v), 0.25 + 0.7 * v);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
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
    float b = dot(o, rd), h = b * b - dot(o, o) + r * r;
    if (h < 0.0) return 1e5;
    h = -b - sqrt(h);
    return h > 0.0 ? h : 1e5;
}

uint s;
vec4 ball[7];

vec3 ground(vec2 g) {
    float kind = rnd(s, 20);
    vec2 q = rot(6.28 * rnd(s, 21)) * g * (0.8 + 1.6 * rnd(s, 22)), f = fract(q) - 0.5;
    vec3 a = dye(s, s + 1U), b = mix(dye(s, s + 2U), vec3(0.95), 0.4), c = dye(s, s + 3U);
    uint k = cell(ivec2(floor(q)), s);
    if (kind < 0.25) return mix(a, b, step(0.5, fract(q.x))) * (0.85 + 0.2 * step(0.5, fract(q.y * 4.0)));
    if (kind < 0.5) return mix(b, rnd(k, 1) < 0.5 ? a : c, step(length(f), 0.18 + 0.2 * rnd(k, 2)));
    if (kind < 0.75) return (((int(floor(q.x)) + int(floor(q.y))) & 1) == 0 ? a : b) * (0.9 + 0.2 * rnd(k, 3));
    float m = abs(f.x) + abs(f.y);
    return mix(mix(a, c, step(m, 0.2)), b, step(abs(m - 0.4), 0.05));
}

vec3 world(vec3 ro, vec3 rd, bool shade) {
    vec3 sky = mix(dye(s, s + 5U), vec3(0.95), 0.3) * (0.4 + 0.6 * smoothstep(-0.1, 0.7, rd.y));
    vec2 w = vec2(atan(rd.z, rd.x + 1e-5) * 1.5, rd.y * 3.0);
    vec2 f = abs(fract(w + vec2(0.0, 0.3)) - 0.5);
    if (rnd(s, 23) < 0.6 && rd.y > 0.1) sky += 1.3 * step(max(f.x, f.y), 0.36) * step(0.03, min(f.x, f.y));
    if (rd.y > -0.01) return sky;
    float t = -ro.y / rd.y;
    vec2 g = (ro + rd * t).xz;
    vec3 c = ground(g);
    if (shade) {
        vec3 sun = normalize(vec3(rnd(s, 8) - 0.5, 0.7, rnd(s, 9) - 0.5));
        for (int i = 0; i < 7; i++) {
            vec3 o = vec3(g.x, 0.0, g.y) - ball[i].xyz;
            vec3 off = o - sun * dot(o, sun);
            float d = length(off) / ball[i].w;
            vec3 tint = dye(s, cell(ivec2(i, 5), s));
            c *= mix(vec3(1.0), 0.35 + 0.5 * tint, 1.0 - smoothstep(0.9, 1.02, d));
            c += 1.3 * tint * (1.0 - smoothstep(0.1, 0.45, d)) * step(d, 1.0);
            c *= 1.0 - 0.5 * (1.0 - smoothstep(0.0, 0.6, length(o.xz) / ball[i].w));
        }
    }
    return mix(sky, c, exp(-0.003 * t * t));
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    s = uint(iTime * 2.5) + 3700U;
    for (int i = 0; i < 7; i++) {
        vec3 h = rnd3(s, 30 + i);
        float r = 0.35 + 0.75 * h.y * h.y;
        ball[i] = vec4(4.6 * (h.x - 0.5), r + 0.25 * abs(sin(iTime * 4.0 + 9.0 * h.z)) * step(0.7, h.z), 4.6 * (h.z - 0.5), r);
    }
    float way = 6.28 * rnd(s, 1) + 0.3 * iTime, far = 4.0 + 2.0 * rnd(s, 2);
    vec3 ro = vec3(far * cos(way), 0.9 + 3.6 * rnd(s, 3), far * sin(way)), rd = look(p, ro, vec3(0.0, 0.5, 0.0), 1.3 + 0.8 * rnd(s, 4));
    vec3 sun = normalize(vec3(rnd(s, 8) - 0.5, 0.7, rnd(s, 9) - 0.5)), gain = vec3(1.0), add = vec3(0.0);
    bool direct = true;
    for (int bounce = 0; bounce < 2; bounce++) {
        float t = 1e5;
        int which = -1;
        for (int i = 0; i < 7; i++) {
            float h = hitSphere(ro, rd, ball[i].xyz, ball[i].w);
            if (h < t) { t = h; which = i; }
        }
        if (which < 0 || (rd.y < 0.0 && -ro.y / rd.y < t)) break;
        vec4 b = ball[which];
        vec3 q = ro + rd * t, n = (q - b.xyz) / b.w, r = reflect(rd, n);
        float fres = 0.05 + 0.95 * pow(clamp(1.0 + dot(rd, n), 0.0, 1.0), 5.0);
        vec3 tint = mix(vec3(0.95), dye(s, cell(ivec2(which, 5), s)) + 0.25, 0.8 * rnd(s, 40 + which));
        add += gain * fres * world(q, r, false) + gain * 1.6 * pow(max(dot(r, sun), 0.0), 90.0);
        vec3 in_ = refract(rd, n, 1.0 / (1.25 + 0.3 * rnd(s, 5)));
        float chord = -2.0 * dot(in_, n) * b.w;
        vec3 q2 = q + in_ * chord, n2 = (b.xyz - q2) / b.w;
        vec3 out_ = refract(in_, n2, 1.25 + 0.3 * rnd(s, 5));
        rd = dot(out_, out_) < 0.5 ? reflect(in_, n2) : normalize(out_);
        ro = q2 + rd * 0.02;
        gain *= (1.0 - fres) * mix(vec3(1.0), tint, min(chord / b.w, 1.5) * 0.66);
        direct = false;
    }
    vec3 col = add + gain * world(ro, rd, true);
    fragColor = vec4(film(col * 1.35), 1.0);
}
