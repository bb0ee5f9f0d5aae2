// title: Building Bricks
// description: Toy bricks with round studs stacked into uneven towers and walls on a base plate
// tags: raytrace, bricks, toys, studs

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
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

vec3 dye(uint s, uint k) {
    float h = rnd(s, 901) + (rnd(s, 902) < 0.4 ? 0.16 : 0.7) * (rnd(k, 903) - 0.5) + (rnd(k, 904) < 0.2 ? 0.5 : 0.0);
    float v = rnd(k, 905);
    return hsv(h, (0.25 + 0.7 * rnd(k, 906)) * (0.5 + 0.5 * rnd(s, 907)) * (1.1 - 0.5 * v), 0.25 + 0.7 * v);
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

uint s;
float busy;

float stack(ivec2 c, out uint k) {
    ivec2 b = ivec2(c.x >> 1, c.y >> 1), big = ivec2(b.x >> 1, b.y);
    uint m = cell(ivec2(b.x >> 1, b.y >> 1), s + 1U);
    k = cell(rnd(m, 1) < 0.5 ? big + 100 : b, s);
    float h = rnd(k, 2) < busy ? 1.0 + floor(3.6 * rnd(k, 3) * rnd(k, 3) + 2.5 * rnd(m, 4) * rnd(k, 5)) : 0.0;
    return max(abs(float(c.x) + 0.5), abs(float(c.y) + 0.5)) > 9.0 ? -1.0 : h;
}

float march(vec3 ro, vec3 rd, float limit, out vec3 n, out ivec2 c, out float stud) {
    vec2 inv = 1.0 / (rd.xz + vec2(lessThan(abs(rd.xz), vec2(1e-5))) * 1e-4);
    float t = limit;
    vec2 f = floor(ro.xz + rd.xz * t), side = sign(inv), next = (f + max(side, 0.0) - ro.xz) * inv;
    n = vec3(0.0, 1.0, 0.0);
    stud = 0.0;
    c = ivec2(f);
    for (int i = 0; i < 34; i++) {
        uint k;
        float h = stack(c, k) * 0.6, leave = min(next.x, next.y);
        float top = rd.y < 0.0 ? (h - ro.y) / rd.y : 1e5;
        if (ro.y + rd.y * t < h) return t;
        vec2 o = ro.xz - vec2(c) - 0.5;
        float a = dot(rd.xz, rd.xz) + 1e-6, b = dot(o, rd.xz), q = b * b - a * (dot(o, o) - 0.09);
        if (h >= 0.0 && q > 0.0) {
            float tc = (-b - sqrt(q)) / a, y = ro.y + rd.y * tc;
            if (tc > 0.0 && y > h && y < h + 0.18) {
                vec2 g = o + rd.xz * tc;
                n = vec3(g.x, 0.0, g.y) / 0.3;
                stud = 1.0;
                return tc;
            }
            float tt = rd.y < 0.0 ? (h + 0.18 - ro.y) / rd.y : -1.0;
            vec2 g = o + rd.xz * tt;
            if (tt > 0.0 && dot(g, g) < 0.09) {
                n = vec3(0.0, 1.0, 0.0);
                stud = 2.0;
                return tt;
            }
        }
        if (top > t && top < leave && h >= 0.0) {
            n = vec3(0.0, 1.0, 0.0);
            return top;
        }
        t = leave;
        if (ro.y + rd.y * t > 5.0 && rd.y > 0.0) break;
        if (ro.y + rd.y * t < -0.7) break;
        if (next.x < next.y) {
            n = vec3(-side.x, 0.0, 0.0);
            c.x += int(side.x);
            next.x += abs(inv.x);
        } else {
            n = vec3(0.0, 0.0, -side.y);
            c.y += int(side.y);
            next.y += abs(inv.y);
        }
    }
    return 1e5;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    s = uint(iTime * 2.7) + 3300U;
    busy = 0.35 + 0.5 * rnd(s, 14);
    float way = 6.28 * rnd(s, 1) + 0.15 * iTime, far = 7.0 + 6.0 * rnd(s, 2);
    vec3 ro = vec3(far * cos(way), 4.0 + 6.0 * rnd(s, 3), far * sin(way));
    vec3 rd = look(p, ro, vec3(4.0 * (rnd(s, 4) - 0.5), 0.6, 4.0 * (rnd(s, 5) - 0.5)), 1.5 + 1.4 * rnd(s, 6));
    float az = 6.28 * rnd(s, 7);
    vec3 sun = normalize(vec3(cos(az), 0.7 + 0.7 * rnd(s, 8), sin(az)));
    vec3 back = dye(s, s + 1U);
    vec3 n;
    ivec2 c;
    float stud, skip = rd.y < 0.0 ? max((3.9 - ro.y) / rd.y, 0.0) : 0.0;
    float t = march(ro, rd, skip, n, c, stud);
    vec3 col, mat;
    vec3 q = ro + rd * t;
    uint k;
    float h = stack(c, k) * 0.6, ao = 1.0;
    if (t < 1e4) {
        float level = floor((q.y - (stud > 0.5 ? 0.19 : 0.005)) / 0.6);
        uint id = cell(ivec2(int(k & 1023U), int(level)), s);
        mat = h <= 0.0 ? dye(s, s + 3U) : rnd(s, 9) < 0.6 ? hsv(floor(8.0 * rnd(id, 1)) / 8.0 + 0.02, 0.85, 0.35 + 0.6 * rnd(id, 2)) : dye(s, id);
        if (rnd(id, 3) < 0.12) mat = vec3(0.93);
        float seam = fract(q.y / 0.6);
        if (abs(n.y) < 0.5 && stud < 0.5) {
            mat *= 1.0 - 0.5 * (1.0 - smoothstep(0.0, 0.05, min(seam, 1.0 - seam)));
            uint k2;
            stack(c - ivec2(n.xz), k2);
            float along = abs(n.x) > 0.5 ? q.z : q.x;
            float e = abs(fract(0.5 * along + 0.5) - 0.5);
            mat *= 1.0 - 0.3 * (1.0 - smoothstep(0.0, 0.02, e));
            ao = 0.65 + 0.35 * smoothstep(0.0, 1.2, q.y);
        }
        if (n.y > 0.5 && stud < 0.5) ao = 0.7 + 0.3 * smoothstep(0.28, 0.4, length(fract(q.xz) - 0.5));
    } else {
        t = rd.y < 0.0 ? (-0.15 - ro.y) / rd.y : 1e4;
        q = ro + rd * t;
        n = vec3(0.0, 1.0, 0.0);
        vec2 g = q.xz * 0.4;
        mat = mix(back, dye(s, s + 6U), rnd(s, 10) < 0.5 ? step(0.5, fract(g.x)) : smoothstep(0.4, 0.6, fbm(g, 4, s))) * (0.8 + 0.3 * noise(q.xz * 6.0, s));
        ao = 0.5 + 0.5 * smoothstep(9.0, 11.0, max(abs(q.x), abs(q.z)));
    }
    float lit = max(dot(n, sun), 0.0), st;
    vec3 n2;
    ivec2 c2;
    if (t < 1e3 && march(q + n * 0.01, sun, 0.0, n2, c2, st) < 1e4) lit = 0.0;
    vec3 r = reflect(rd, n);
    col = mat * (1.35 * lit + (0.42 + 0.14 * n.y + 0.06 * n.x) * ao * (0.75 + 0.3 * back));
    col += (0.5 * lit * pow(max(dot(r, sun), 0.0), 30.0) + 0.12 * pow(clamp(1.0 + dot(rd, n), 0.0, 1.0), 3.0)) * step(t, 40.0);
    col = mix(back * (0.8 + 0.4 * rd.y), col, exp(-0.0012 * t * t));
    fragColor = vec4(film(col * 1.45), 1.0);
}
